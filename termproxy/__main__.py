"""python -m termproxy"""

from termproxy.cli import main

if __name__ == "__main__":
    main()
