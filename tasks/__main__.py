"""``python -m tasks`` is ``haiyi``."""

from tasks.cli import main

if __name__ == "__main__":
    main()
