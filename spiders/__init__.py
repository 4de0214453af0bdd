"""One small file per outlet: where it lists, what its URLs look like, how its pages read."""
