"""checker finds bad machine translation: it reads translated text back and marks what a person should look at."""

__version__ = "0.1.0"
