"""`python -m casthouse` is the command `casthouse`."""

from casthouse.cli import main

if __name__ == "__main__":
    main()
