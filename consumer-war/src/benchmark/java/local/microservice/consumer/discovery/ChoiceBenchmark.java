package local.microservice.consumer.discovery;

import io.smallrye.stork.api.LoadBalancer;
import io.smallrye.stork.api.ServiceInstance;
import io.smallrye.stork.impl.DefaultServiceInstance;
import io.smallrye.stork.impl.RoundRobinLoadBalancer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What choosing an instance costs: this project's round robin beside Stork's. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class ChoiceBenchmark {

  @Param({"10", "1000", "10000"})
  int instances;

  @Param({"lock-free-round-robin", "stork-round-robin"})
  String strategy;

  private List<ServiceInstance> list;
  private LoadBalancer loadBalancer;

  @Setup
  public void prepare() {
    list =
        IntStream.range(0, instances)
            .<ServiceInstance>mapToObj(
                id -> new DefaultServiceInstance(id, "127.0.0.1", 1 + id, false))
            .toList();
    loadBalancer =
        strategy.startsWith("stork") ? new RoundRobinLoadBalancer() : new RoundRobin();
  }

  @Benchmark
  @Threads(1)
  public ServiceInstance byOneThread() {
    return loadBalancer.selectServiceInstance(list);
  }

  @Benchmark
  @Threads(8)
  public ServiceInstance byEightThreads() {
    return loadBalancer.selectServiceInstance(list);
  }
}
