"""The browser: found, started as an ordinary user in its sandbox, ended."""
