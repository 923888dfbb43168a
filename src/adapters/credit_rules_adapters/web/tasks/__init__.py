"""What can be done on the pages: a form, a preview by the service, and the same command carried out."""
