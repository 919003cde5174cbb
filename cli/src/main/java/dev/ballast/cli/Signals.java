package dev.ballast.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * The signals of Unix. The JDK has no public way to them; where its own is missing, signals do what
 * they always do to a JVM.
 */
final class Signals {
  private Signals() {}

  /**
   * Has a signal do something else than its default.
   *
   * @param name such as {@code HUP}
   * @param action runs on a thread of its own
   * @return whether this JVM lets it be done
   */
  @SuppressWarnings("ReferenceEquality") // what a proxy is equal to
  static boolean handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object taker =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      action.run();
                      yield null;
                    }
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> "handler of SIG" + name;
                  });
      Object named = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("handle", signal, handler).invoke(null, named, taker);
      return true;
    } catch (ClassNotFoundException
        | NoSuchMethodException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException e) { // also where the JVM keeps the signal for itself
      return false;
    }
  }
}
