package dev.alpnmux.cli.client;

import dev.alpnmux.cli.outcome.CommandFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The listeners that are open now, in the order they were asked for. Thread-safe. */
final class OpenListeners {
  private final Forwarder forwarder;
  private final boolean isUnsafe;
  private final Set<ForwardListener> bound = new LinkedHashSet<>();
  private List<ForwardListener> open = List.of();
  private boolean isClosed;

  /**
   * @param isUnsafe whether other machines may reach them
   */
  OpenListeners(Forwarder forwarder, boolean isUnsafe) {
    this.forwarder = forwarder;
    this.isUnsafe = isUnsafe;
  }

  /**
   * What is to become of the listeners; nothing of it is done yet, but that new ones have their
   * addresses and let their clients wait.
   *
   * @param all those that will be open
   * @param begun those of them that will accept for the first time
   * @param turned those of them that will lead to another service
   */
  record Change(List<ForwardListener> all, List<ForwardListener> begun, List<Turn> turned) {
    /** Those whose line is news. */
    List<ForwardListener> announced() {
      return all.stream()
          .filter(l -> begun.contains(l) || turned.stream().anyMatch(t -> t.listener() == l))
          .toList();
    }
  }

  /** A listener that is to lead to another service. */
  record Turn(ForwardListener listener, String service) {}

  /**
   * Finds out what is to be done, and takes the addresses that are new.
   *
   * @throws CommandFailure if one of them cannot be had; then none is
   */
  synchronized Change prepare(List<Forwarding> wanted) throws CommandFailure {
    List<ForwardListener> left = new ArrayList<>(open);
    Change change = new Change(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    try {
      for (Forwarding forwarding : wanted) {
        Optional<ForwardListener> kept = kept(forwarding, left);
        kept.ifPresent(left::remove);
        ForwardListener listener = kept.isPresent() ? kept.get() : bind(forwarding);
        change.all().add(listener);
        if (kept.isEmpty()) {
          change.begun().add(listener);
        } else if (!listener.forwarding().equals(forwarding)) {
          change.turned().add(new Turn(listener, forwarding.service()));
        }
      }
      return change;
    } catch (CommandFailure e) {
      change.begun().forEach(this::close);
      throw e;
    }
  }

  private ForwardListener bind(Forwarding forwarding) throws CommandFailure {
    ForwardListener listener = ForwardListener.bind(forwarding, isUnsafe);
    bound.add(listener);
    return listener;
  }

  /** The same address may lead to another service from now on; any port is not an address. */
  private static Optional<ForwardListener> kept(
      Forwarding forwarding, List<ForwardListener> listeners) {
    return listeners.stream()
        .filter(
            listener ->
                forwarding.address().isAnyPort()
                    ? listener.forwarding().equals(forwarding)
                    : listener.forwarding().address().equals(forwarding.address()))
        .findFirst();
  }

  /**
   * Does what was prepared: listeners that are left out do not accept any more, and their
   * connections go on.
   *
   * @return those that are closed
   */
  synchronized List<ForwardListener> apply(Change change) {
    List<ForwardListener> over = new ArrayList<>(open);
    over.removeAll(change.all());
    over.forEach(this::close);
    change.turned().forEach(turn -> turn.listener().leadTo(turn.service()));
    open = List.copyOf(change.all());
    if (isClosed) {
      close();
    } else {
      change.begun().forEach(forwarder::serve);
    }
    return over;
  }

  /** Returns those that accept. */
  synchronized List<ForwardListener> open() {
    return open;
  }

  /** Closes them for good. Their connections go on. */
  synchronized void close() {
    isClosed = true;
    List.copyOf(bound).forEach(this::close);
  }

  private void close(ForwardListener listener) {
    bound.remove(listener);
    try {
      listener.close();
    } catch (IOException e) {
      System.getLogger(OpenListeners.class.getName())
          .log(System.Logger.Level.WARNING, "cannot close " + listener + ": " + e.getMessage());
    }
  }
}
