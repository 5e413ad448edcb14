package dev.alpnmux.gateway.route;

import dev.alpnmux.spec.Refusal;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What a listener does about clients whose ids and server names lead to no service. */
public enum Strictness {
  /** They are refused. */
  ENFORCE,
  /** They are given to the default service, and counted by the reason that would refuse them. */
  REPORT;

  /** What is about an unknown or absent id or server name, and about nothing else. */
  private static final Set<Refusal> REPORTED =
      Collections.unmodifiableSet(
          EnumSet.of(
              Refusal.NO_SERVER_NAME,
              Refusal.UNKNOWN_SERVER_NAME,
              Refusal.NO_PROTOCOL,
              Refusal.UNKNOWN_SERVICE,
              Refusal.SERVICE_ELSEWHERE,
              // For this client the service is unknown.
              Refusal.ADDRESS_DENIED));

  /** Returns the reasons that {@link #REPORT} reports; for all others clients are refused. */
  public static Set<Refusal> reported() {
    return REPORTED;
  }
}
