package dev.ballast.kernel;

/** Why a replica refuses a request on purpose. */
public enum Refusal {
  /** All workers are busy and every place to wait is taken. */
  QUEUE_FULL,
  /** The places that are left are kept for requests that matter more. */
  LESSER_PRIORITY,
  /** It has waited longer than is worth while. */
  WAITED_TOO_LONG,
  /** More come than are allowed in the time. */
  RATE_LIMIT,
  /** As many as the adaptive limit allows are at work or waiting. */
  LIMIT
}
