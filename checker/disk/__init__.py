"""Files and folders of this machine: the one way to read, to write and to share them, and which paths may be named."""
