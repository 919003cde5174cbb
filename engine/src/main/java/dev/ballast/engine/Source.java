package dev.ballast.engine;

/** Where the requests of one load come from. Belongs to the thread of the users. */
interface Source {
  /**
   * From now on, so many times the load that the file says. The first call starts it.
   *
   * @param factor above 0
   */
  void times(double factor);
}
