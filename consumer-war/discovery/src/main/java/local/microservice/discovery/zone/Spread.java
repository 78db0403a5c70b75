package local.microservice.discovery.zone;

import java.util.Locale;

/** Where the calls of a service go, and why. */
public enum Spread {
  /** To all usable instances: own zone or zones unknown, one zone only, or switched off. */
  UNZONED("zones do not count"),
  /** To the instances of the consumer's own zone. */
  IN_ZONE("its instances are loaded like the others"),
  /** Also to others, because the zone's instances have too many calls under way. */
  LOAD("its instances have too many calls under way"),
  /** Also to others, one fewer after the other: the zone's instances take over the load again. */
  RETURNING("its instances take over the load again"),
  /** Also to others, because the zone has too few instances for its share of all calls. */
  FEW("it has too few instances for its share of the calls"),
  /** To others only, because no instance of the zone is well. */
  NONE_WELL("it has no instance that is well"),
  /** To others only, because an operator has evacuated the zone. */
  EVACUATED("it is evacuated"),
  /** To every instance, as all are ejected. */
  PANIC("every instance is ejected");

  private final String words;

  Spread(String words) {
    this.words = words;
  }

  /** {@return the reason in words, about the consumer's own zone} */
  public String words() {
    return words;
  }

  /** {@return whether calls leave the zone that should stay there in calm} */
  public boolean spillsOver() {
    return this == LOAD
        || this == RETURNING
        || this == FEW
        || this == NONE_WELL
        || this == EVACUATED;
  }

  /** {@return the name for display, for example {@code none-well}} */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
