"""Chinese of the mainland, Taiwan, Hong Kong and Macau, turned into one another by word."""
