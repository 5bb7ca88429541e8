"""The command line: a file for each command. It parses, calls and prints; what is done is done elsewhere."""
