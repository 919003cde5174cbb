package dev.ballast.guard;

import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a piece of guarded code is, so that it is called without being wrapped. */
enum Kind {
  CALLABLE,
  SUPPLIER,
  RUNNABLE;

  @Nullable Object run(Object body) throws Exception {
    return switch (this) {
      case CALLABLE -> ((Callable<?>) body).call();
      case SUPPLIER -> ((Supplier<?>) body).get();
      case RUNNABLE -> {
        ((Runnable) body).run();
        yield null;
      }
    };
  }
}
