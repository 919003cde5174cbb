package dev.ballast.spec.text;

/** Things of a system that others name. */
public enum NameKind {
  SERVICE,
  ENDPOINT,
  ROUTE,
  ZONE,
  OBJECTIVE,
  EXPERIMENT
}
