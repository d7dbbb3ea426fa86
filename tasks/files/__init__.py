"""Files of offices and translators: their texts taken out, and put back in place."""
