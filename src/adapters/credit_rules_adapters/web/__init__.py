"""Pages for a browser: made on the server, working without JavaScript."""
