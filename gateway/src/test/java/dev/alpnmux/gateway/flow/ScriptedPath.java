package dev.alpnmux.gateway.flow;

import dev.alpnmux.gateway.route.Decision.Forward;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.spec.AlertDescription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A data path that only writes down what it is told. Its time goes on by hand. */
final class ScriptedPath implements DataPath {
  private final List<String> calls = new ArrayList<>();
  private final List<Timer> timers = new ArrayList<>();
  private int deadlineCount;

  private record Timer(Duration delay, Runnable task) {}

  /** What it was told so far, such as {@code connect 127.0.0.1:1}. */
  List<String> calls() {
    return List.copyOf(calls);
  }

  /** The delays of the deadlines that still count. */
  List<Duration> deadlines() {
    return timers.stream().map(Timer::delay).toList();
  }

  /** How many deadlines there were so far, those that count no more among them. */
  int deadlineCount() {
    return deadlineCount;
  }

  /** Lets the one deadline that counts come. */
  void deadlineComes() {
    timers.remove(0).task().run();
  }

  /** Lets the deadline of this delay come. */
  void deadlineComes(Duration delay) {
    Timer due =
        timers.stream().filter(timer -> timer.delay().equals(delay)).findFirst().orElseThrow();
    timers.remove(due);
    due.task().run();
  }

  @Override
  public void refuse(Optional<AlertDescription> alert) {
    calls.add("refuse" + alert.map(a -> " " + a.code()).orElse(""));
  }

  @Override
  public void answer(byte[] last) {
    calls.add("answer " + new String(last, StandardCharsets.US_ASCII).strip());
  }

  @Override
  public void precede(byte[] first) {
    calls.add("precede " + new String(first, StandardCharsets.US_ASCII).strip());
  }

  @Override
  public void reset() {
    calls.add("reset");
  }

  @Override
  public void connect(Forward forward, Upstream upstream, Duration within) {
    calls.add("connect " + upstream);
  }

  @Override
  public void cancelConnect() {
    calls.add("cancelConnect");
  }

  @Override
  public void startTls(Forward forward) {
    calls.add("startTls " + forward.route().service().name());
  }

  @Override
  public void relay(Forward forward) {
    calls.add("relay " + forward.route().service().name());
  }

  @Override
  public Deadline schedule(Duration delay, Runnable task) {
    Timer timer = new Timer(delay, task);
    timers.add(timer);
    deadlineCount++;
    return () -> timers.remove(timer);
  }

  @Override
  public void execute(Runnable task) {
    task.run();
  }
}
