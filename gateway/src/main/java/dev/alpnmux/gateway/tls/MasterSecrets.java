package dev.alpnmux.gateway.tls;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * The secret that all ticket keys are derived from, and the one before it: in a file, which several
 * gateways may share, or in memory only. Thread-safe.
 *
 * <p>The first gateway that finds the current secret too old replaces it; the others take over what
 * they find. Two that rotate in the same instant lose nothing but the resumption of the tickets
 * that one of them gave out until its next {@link #refresh}.
 */
public final class MasterSecrets {
  private final Optional<MasterSecretsFile> file;
  private final Duration rotation;
  private final InstantSource clock;
  private volatile Generation generation = new Generation(0, List.of());

  /** The secrets, current first, and how often they have changed. */
  record Generation(long number, List<MasterSecret> secrets) {}

  private MasterSecrets(Optional<MasterSecretsFile> file, Duration rotation, InstantSource clock) {
    this.file = file;
    this.rotation = rotation;
    this.clock = clock;
  }

  /**
   * Reads the secrets, or makes the first one. Blocks on file access.
   *
   * @param file where they are kept, made for its owner alone; nothing means in memory
   * @param rotation how old a secret gets before new tickets are made with another one; theirs stay
   *     accepted for as long again
   * @param clock {@link InstantSource#system} but for tests
   * @throws MasterSecretsException if the file cannot be used
   */
  public static MasterSecrets open(Optional<Path> file, Duration rotation, InstantSource clock)
      throws MasterSecretsException {
    if (rotation.isNegative() || rotation.isZero()) {
      throw new IllegalArgumentException("a secret lives for a while but was given " + rotation);
    }
    if (file.isPresent()) {
      check(file.get());
    }
    MasterSecrets secrets = new MasterSecrets(file.map(MasterSecretsFile::new), rotation, clock);
    secrets.refresh();
    return secrets;
  }

  /**
   * Finds out whether {@link #open} can succeed with this file; changes nothing. Blocks on file
   * access.
   *
   * @throws MasterSecretsException if it cannot
   */
  public static void check(Path file) throws MasterSecretsException {
    new MasterSecretsFile(file).check();
  }

  /**
   * Takes over what another gateway has written, and replaces the current secret when it is too
   * old. Blocks on file access.
   *
   * @return whether the secrets have changed
   * @throws MasterSecretsException if the file cannot be used; nothing has changed then
   */
  public synchronized boolean refresh() throws MasterSecretsException {
    List<MasterSecret> next = stored();
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    if (next.isEmpty() || isOld(next.get(0), now)) {
      next = rotated(next, now);
      if (file.isPresent()) {
        file.get().write(next);
      }
    }
    boolean hasChanged = !next.equals(generation.secrets());
    if (hasChanged) {
      generation = new Generation(generation.number() + 1, next);
    }
    return hasChanged;
  }

  private List<MasterSecret> stored() throws MasterSecretsException {
    return file.isPresent() ? file.get().read().orElse(List.of()) : generation.secrets();
  }

  /** A secret of the far future was made by a clock that was wrong, and would never get old. */
  private boolean isOld(MasterSecret current, Instant now) {
    Duration age = Duration.between(current.made(), now);
    return age.compareTo(rotation) >= 0 || age.negated().compareTo(rotation) > 0;
  }

  /** After a long stop, nobody has a ticket any more that the last secret could be needed for. */
  private List<MasterSecret> rotated(List<MasterSecret> old, Instant now) {
    MasterSecret fresh = MasterSecret.random(now);
    return old.stream()
        .findFirst()
        .filter(last -> last.made().plus(rotation).plus(rotation).isAfter(now))
        .map(last -> List.of(fresh, last))
        .orElse(List.of(fresh));
  }

  /** Returns the secrets as they are now. */
  Generation generation() {
    return generation;
  }
}
