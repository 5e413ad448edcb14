package dev.alpnmux.gateway.flow;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections that exist, over all event loops, and whether there may be one more. Thread-safe.
 */
public final class Admission {
  private final Set<ConnectionFlow> flows = ConcurrentHashMap.newKeySet();
  private final Set<String> drainedServices = ConcurrentHashMap.newKeySet();
  private final Quotas quotas = new Quotas();
  private final Bandwidths bandwidths = new Bandwidths();
  private volatile int connectionsMax;
  private volatile boolean draining;
  private volatile Runnable whenEmpty = () -> {};

  /**
   * @param connectionsMax the most connections at one time
   */
  public Admission(int connectionsMax) {
    this.connectionsMax = connectionsMax;
  }

  /** Changes the limit for connections that come from now on. */
  public void limitConnections(int max) {
    connectionsMax = max;
  }

  /** Whether new connections are turned away because the gateway stops. */
  public boolean isDraining() {
    return draining;
  }

  /** Turns new connections away from now on. */
  public void drain() {
    draining = true;
  }

  /** Refuses new connections to a service from now on, or takes that back. */
  public void drain(String service, boolean isDrained) {
    if (isDrained) {
      drainedServices.add(service);
    } else {
      drainedServices.remove(service);
    }
  }

  /** Whether new connections to this service are refused. */
  public boolean isDrained(String service) {
    return drainedServices.contains(service);
  }

  /** The connections that exist now. */
  public int connections() {
    return flows.size();
  }

  /** Returns the connections that exist now; to be told something on their own event loops. */
  public Set<ConnectionFlow> flows() {
    return Set.copyOf(flows);
  }

  /** How many upstream connections exist for clients that have not finished their handshake. */
  public int pendingUpstreams() {
    return quotas.pendingUpstreams().count();
  }

  Quotas quotas() {
    return quotas;
  }

  Bandwidths bandwidths() {
    return bandwidths;
  }

  boolean isFull() {
    return flows.size() > connectionsMax;
  }

  void enter(ConnectionFlow flow) {
    flows.add(flow);
  }

  void leave(ConnectionFlow flow) {
    flows.remove(flow);
    tellIfEmpty();
  }

  /**
   * Runs the task when there is no connection any more, now or later, on whatever thread, and
   * perhaps more than once.
   */
  public void whenEmpty(Runnable task) {
    whenEmpty = task;
    tellIfEmpty();
  }

  private void tellIfEmpty() {
    if (flows.isEmpty()) {
      whenEmpty.run();
    }
  }
}
