package dev.alpnmux.gateway.lookup;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One name that is looked up again and again: when what it said is out of date, and soon after a
 * failure. Everything but {@link #last} happens on the event loop of its context.
 */
final class Lookup<T> {
  /** So that an answer that says "do not keep me" makes no flood of questions. */
  private static final Duration REST_MIN = Duration.ofSeconds(1);

  /** So that a mistake in DNS is not believed for a day once it was mended. */
  private static final Duration REST_MAX = Duration.ofMinutes(5);

  /** DNS that is back is noticed soon; each failure in a row doubles the wait up to here. */
  private static final Duration RETRY_MAX = Duration.ofSeconds(10);

  /** There are a few ways to fail; more than that would be texts with something random in them. */
  private static final int NEWS_MAX = 8;

  private final Context context;
  private final Supplier<Future<Answer<T>>> question;
  private final Listener<T> listener;
  private final Set<String> failures = new HashSet<>();
  private Duration retry = REST_MIN;
  private long timer = -1;
  private boolean isStopped;
  private volatile Optional<T> last = Optional.empty();

  /** Who is told what a lookup comes to. */
  interface Listener<T> {
    /**
     * The name is there.
     *
     * @param isRecovery whether the lookup before has failed
     */
    void found(T value, boolean isRecovery);

    /**
     * It cannot be looked up now; told for each lookup.
     *
     * @param isNews whether this is the first failure for this reason since it was found last
     */
    void failed(String why, boolean isNews);
  }

  Lookup(Context context, Supplier<Future<Answer<T>>> question, Listener<T> listener) {
    this.context = context;
    this.question = question;
    this.listener = listener;
  }

  /** The last good answer. */
  Optional<T> last() {
    return last;
  }

  void start() {
    context.runOnContext(nothing -> ask());
  }

  /** Asks no more; an answer that is still on its way is not heard. */
  void stop() {
    context.runOnContext(
        nothing -> {
          isStopped = true;
          context.owner().cancelTimer(timer);
        });
  }

  private void ask() {
    if (!isStopped) {
      // What the question throws is a failure as any other.
      Future.succeededFuture().compose(nothing -> question.get()).onComplete(this::heard);
    }
  }

  private void heard(AsyncResult<Answer<T>> result) {
    if (isStopped) {
      return;
    }
    if (result.succeeded()) {
      found(result.result());
    } else {
      failed(LookupException.of(result.cause()).why());
    }
  }

  private void found(Answer<T> answer) {
    boolean isRecovery = !failures.isEmpty();
    failures.clear();
    retry = REST_MIN;
    last = Optional.of(answer.value());
    listener.found(answer.value(), isRecovery);
    askAfter(rest(answer.timeToLive()));
  }

  private void failed(String why) {
    boolean isNews = failures.size() < NEWS_MAX && failures.add(why);
    listener.failed(why, isNews);
    askAfter(retry);
    retry = shorter(retry.multipliedBy(2), RETRY_MAX);
  }

  private static Duration rest(Duration timeToLive) {
    Duration most = shorter(timeToLive, REST_MAX);
    return most.compareTo(REST_MIN) < 0 ? REST_MIN : most;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private void askAfter(Duration rest) {
    timer = context.owner().setTimer(rest.toMillis(), due -> ask());
  }
}
