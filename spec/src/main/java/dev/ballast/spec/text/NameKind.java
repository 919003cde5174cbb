package dev.ballast.spec.text;

/** Things of a system that others refer to. */
public enum NameKind {
  SERVICE,
  ENDPOINT,
  ROUTE,
  ZONE,
  OBJECTIVE,
  EXPERIMENT,
  LOAD
}
