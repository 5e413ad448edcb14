package dev.alpnmux.gateway.address;

import java.util.List;

/** Which client addresses are let in. Immutable; equal when the blocks are. */
public final class AddressRules {
  /** Lets every address in. */
  public static final AddressRules EVERYBODY = of(List.of(), List.of());

  private final List<CidrBlock> allow;
  private final List<CidrBlock> deny;
  private final AddressSet allowed;
  private final AddressSet denied;

  private AddressRules(List<CidrBlock> allow, List<CidrBlock> deny) {
    this.allow = List.copyOf(allow);
    this.deny = List.copyOf(deny);
    this.allowed = AddressSet.of(allow);
    this.denied = AddressSet.of(deny);
  }

  /**
   * Returns the rules of these blocks.
   *
   * @param allow who is let in; empty means everybody
   * @param deny who is not, even if allowed
   */
  public static AddressRules of(List<CidrBlock> allow, List<CidrBlock> deny) {
    return new AddressRules(allow, deny);
  }

  /** Whether there is no address that they keep out. */
  public boolean admitEverybody() {
    return allow.isEmpty() && deny.isEmpty();
  }

  /** Whether a client with this address is let in. */
  public boolean admit(IpAddress client) {
    return (allow.isEmpty() || allowed.contains(client)) && !denied.contains(client);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AddressRules rules
        && allow.equals(rules.allow)
        && deny.equals(rules.deny);
  }

  @Override
  public int hashCode() {
    return 31 * allow.hashCode() + deny.hashCode();
  }

  @Override
  public String toString() {
    return "allow " + allow + " deny " + deny;
  }
}
