package local.microservice.kubernetes;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests that take nodes and networks away from the cluster of KUBECONFIG; skipped where it has one
 * node only, or this user may not do that. Nobody else should need the cluster meanwhile.
 */
@Tag("outages")
@ExtendWith({TwoNodes.class, ClusterExtension.class})
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface OnTwoNodes {}
