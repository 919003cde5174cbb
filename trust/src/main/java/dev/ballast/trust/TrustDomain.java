package dev.ballast.trust;

import dev.ballast.kernel.Checks;

/**
 * What one authority answers for: the first part of a SPIFFE ID (SPIFFE-ID, 2.1).
 *
 * @param name 1 to 255 of lower-case letters, digits, dots, dashes and underscores
 */
public record TrustDomain(String name) {
  private static final int LENGTH_MAX = 255;

  public TrustDomain {
    Checks.that(
        !name.isEmpty() && name.length() <= LENGTH_MAX,
        "a trust domain has 1 to " + LENGTH_MAX + " characters");
    for (int i = 0; i < name.length(); i++) {
      Checks.that(
          isAllowed(name.charAt(i)),
          "the trust domain `"
              + Quoted.of(name)
              + "` may hold lower-case letters, digits, `.`, `-` and `_` alone");
    }
  }

  private static boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  }

  @Override
  public String toString() {
    return name;
  }
}
