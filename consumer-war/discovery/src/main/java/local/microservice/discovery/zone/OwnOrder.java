package local.microservice.discovery.zone;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import local.microservice.discovery.instance.Instance;

/**
 * Puts instances into an order that stays, and that is another one for each consumer. So the
 * consumers of one zone do not all choose the same instances of another. An instance that joins or
 * leaves does not change the order of the others (rendezvous hashing). Not thread-safe.
 */
final class OwnOrder {

  private final LongSupplier random;
  private Long own;

  OwnOrder(LongSupplier random) {
    this.random = random;
  }

  List<Instance> sort(Collection<Instance> instances) {
    return instances.stream().sorted(Comparator.comparingLong(this::rank)).toList();
  }

  private long rank(Instance instance) {
    if (own == null) {
      own = random.getAsLong();
    }
    // The finalizer of MurmurHash3: neighbouring addresses get distant ranks.
    long mixed = own ^ (instance.address().hashCode() * 0x9E3779B97F4A7C15L);
    mixed = (mixed ^ (mixed >>> 33)) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return mixed ^ (mixed >>> 33);
  }
}
