"""Files in and out, and runs larger than memory."""
