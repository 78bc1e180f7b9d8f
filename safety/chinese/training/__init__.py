"""Making the linear model: where its examples come from, and the fit. Needs the extra `train`."""
