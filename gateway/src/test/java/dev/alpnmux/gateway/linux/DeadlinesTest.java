package dev.alpnmux.gateway.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.flow.DataPath.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
  /** 1,024 ticks of 20 ms are one turn of the wheel. */
  private static final Duration MORE_THAN_A_TURN = Duration.ofSeconds(21);

  private LoopThread thread;
  private Deadlines deadlines;

  @BeforeEach
  void start() {
    thread = new LoopThread();
    deadlines = thread.loop().deadlines();
  }

  @AfterEach
  void stop() {
    thread.close();
  }

  @Test
  void noneComesEarlyAndAllCome() throws Exception {
    Random random = new Random(1);
    int count = 200;
    CountDownLatch all = new CountDownLatch(count);
    List<Duration> early = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < count; i++) {
      Duration delay = Duration.ofNanos(random.nextInt(400_000_000));
      thread.on(() -> schedule(delay, early, all));
    }
    assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(early).isEmpty();
    thread.until("none waits", () -> deadlines.count() == 0);
  }

  private Deadline schedule(Duration delay, List<Duration> early, CountDownLatch all) {
    long start = System.nanoTime();
    return deadlines.schedule(
        delay,
        () -> {
          Duration taken = Duration.ofNanos(System.nanoTime() - start);
          if (taken.compareTo(delay) < 0) {
            early.add(taken);
          }
          all.countDown();
        });
  }

  @Test
  void oneThatIsDroppedNeverComes() throws Exception {
    List<String> ran = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch later = new CountDownLatch(1);
    thread.on(
        () -> {
          Deadline dropped =
              deadlines.schedule(Duration.ofMillis(60), () -> ran.add("the dropped one"));
          deadlines.schedule(Duration.ofMillis(150), later::countDown);
          dropped.cancel();
          dropped.cancel();
          assertThat(deadlines.count()).isEqualTo(1);
          return null;
        });
    assertThat(later.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(ran).isEmpty();
    assertThat(thread.on(deadlines::count)).isZero();
  }

  @Test
  void taskMayDropOthersThatAreDueWithIt() throws Exception {
    List<String> ran = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch later = new CountDownLatch(1);
    thread.on(
        () -> {
          // All of one tick, so that they are due together.
          List<Deadline> others = new ArrayList<>();
          deadlines.schedule(Duration.ofMillis(20), () -> others.forEach(Deadline::cancel));
          for (int i = 0; i < 3; i++) {
            others.add(deadlines.schedule(Duration.ofMillis(20), () -> ran.add("a dropped one")));
          }
          deadlines.schedule(Duration.ofMillis(200), later::countDown);
          return null;
        });
    assertThat(later.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(ran.size()).as("tasks of the tick that ran although dropped").isZero();
    assertThat(thread.on(deadlines::count)).isZero();
  }

  @Test
  void taskMayDropItselfAndSetAnother() throws Exception {
    CountDownLatch second = new CountDownLatch(1);
    Deadline[] own = new Deadline[1];
    thread.on(
        () ->
            own[0] =
                deadlines.schedule(
                    Duration.ofMillis(10),
                    () -> {
                      own[0].cancel();
                      deadlines.schedule(Duration.ofMillis(10), second::countDown);
                    }));
    assertThat(second.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(thread.on(deadlines::count)).isZero();
  }

  /** It lies in the same slot as one that comes soon. */
  @Test
  void oneOfALaterTurnOfTheWheelWaitsForItsTurn() throws Exception {
    List<String> ran = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch soon = new CountDownLatch(1);
    Deadline far =
        thread.on(
            () -> {
              Deadline later = null;
              for (int tick = 0; tick < 30; tick++) {
                later =
                    deadlines.schedule(
                        MORE_THAN_A_TURN.plusMillis(20L * tick - 400), () -> ran.add("far"));
              }
              deadlines.schedule(Duration.ofMillis(700), soon::countDown);
              return later;
            });
    assertThat(soon.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(ran).isEmpty();
    assertThat(thread.on(deadlines::count)).isEqualTo(30);
    thread.on(
        () -> {
          far.cancel();
          return null;
        });
    assertThat(thread.on(deadlines::count)).isEqualTo(29);
  }

  /** While none waits the timer stands still; what comes then must not be taken for overdue. */
  @Test
  void afterAPauseNoneComesEarly() throws Exception {
    for (int round = 0; round < 3; round++) {
      CountDownLatch all = new CountDownLatch(1);
      List<Duration> early = Collections.synchronizedList(new ArrayList<>());
      thread.on(() -> schedule(Duration.ofMillis(120), early, all));
      assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(early).isEmpty();
      CountDownLatch pause = new CountDownLatch(1);
      thread.loop().eventLoop().schedule(pause::countDown, 130, TimeUnit.MILLISECONDS);
      assertThat(pause.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }
}
