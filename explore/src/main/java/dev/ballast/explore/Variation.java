package dev.ballast.explore;

import dev.ballast.model.Experiment;
import dev.ballast.model.SystemModel;

/** A system under an experiment, which differs in something from others that are looked at. */
public record Variation(SystemModel model, Experiment experiment) {}
