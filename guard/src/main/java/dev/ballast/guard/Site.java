package dev.ballast.guard;

import dev.ballast.kernel.Randomness;
import dev.ballast.kernel.Result;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the layers of one guard share.
 *
 * @param threads where bodies run that the guard must be able to leave behind
 * @param context hands the caller's context on to such a thread
 */
record Site(
    String guard,
    Outcomes outcomes,
    Listeners listeners,
    Randomness random,
    ThreadFactory threads,
    UnaryOperator<Runnable> context) {

  /** How a call ended that threw; an error where the classifier does not know either. */
  Result resultOf(Throwable thrown) {
    try {
      return switch (thrown) {
        case GuardException own -> own.result();
        case Exception foreign -> outcomes.ofException(foreign);
        default -> Result.ERROR;
      };
    } catch (RuntimeException e) {
      return Result.ERROR;
    }
  }

  /** How a call ended that answered; an error where the classifier fails. */
  Result resultOfAnswer(@Nullable Object answer) {
    try {
      return outcomes.ofAnswer(answer);
    } catch (RuntimeException e) {
      return Result.ERROR;
    }
  }

  /** Makes a refusal that can be thrown any number of times. */
  Refused refusal(String policy, Result result, String message) {
    return new Refused(guard, policy, result, message);
  }

  /** Tells the listeners and hands the refusal on to be thrown. */
  Refused refuse(Refused refusal) {
    listeners.refused(refusal.policy(), refusal.result());
    return refusal;
  }

  /** Runs this in a thread of its own. */
  Thread start(Runnable body) {
    Thread thread = threads.newThread(context.apply(body));
    thread.start();
    return thread;
  }

  /** What was thrown, without the wrappers of futures. */
  static Throwable unwrapped(Throwable thrown) {
    Throwable inner = thrown;
    while ((inner instanceof CompletionException || inner instanceof ExecutionException)
        && inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner;
  }
}
