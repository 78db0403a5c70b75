package local.microservice.kubernetes;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The consumer grows and shrinks by itself, too; apart, because the gate has no time for it. */
@Tag("outages")
@ExtendWith(ClusterExtension.class)
class ConsumerScalingIT {

  private final Cluster cluster;

  ConsumerScalingIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void growsWithItsLoadAndShrinksWithoutIt() throws Exception {
    new Autoscaling(cluster, "consumer", 2).growsAndShrinks();
  }
}
