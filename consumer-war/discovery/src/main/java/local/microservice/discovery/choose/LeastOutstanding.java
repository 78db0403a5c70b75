package local.microservice.discovery.choose;

import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import local.microservice.discovery.instance.Instance;

/**
 * Draws two different instances at random, and takes the one with fewer outstanding calls. Takes
 * constant time and no lock.
 *
 * @see <a href="https://doi.org/10.1109/71.963420">Mitzenmacher, The Power of Two Choices in
 *     Randomized Load Balancing</a>
 */
public final class LeastOutstanding implements LoadBalancer {

  private final Supplier<? extends RandomGenerator> random;

  /**
   * Makes the load balancer.
   *
   * @param random gives the calling thread its random generator
   */
  public LeastOutstanding(Supplier<? extends RandomGenerator> random) {
    this.random = random;
  }

  @Override
  public Chosen choose(List<Instance> candidates) {
    Instance better = better(candidates);
    return () -> better;
  }

  private Instance better(List<Instance> candidates) {
    if (candidates.size() == 1) {
      return candidates.get(0);
    }
    RandomGenerator draw = random.get();
    int one = draw.nextInt(candidates.size());
    int other = (one + 1 + draw.nextInt(candidates.size() - 1)) % candidates.size();
    Instance first = candidates.get(one);
    Instance second = candidates.get(other);
    return first.inFlight() <= second.inFlight() ? first : second;
  }
}
