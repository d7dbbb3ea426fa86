"""One file a library: each holds one class that meets a contract of :mod:`models.base`."""
