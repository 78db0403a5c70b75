package local.microservice.discovery.choose;

import io.smallrye.stork.api.ServiceInstance;
import io.smallrye.stork.impl.DefaultServiceInstance;
import io.smallrye.stork.impl.RoundRobinLoadBalancer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import local.microservice.discovery.config.SettingsReader;
import local.microservice.discovery.fixtures.MapConfig;
import local.microservice.discovery.http.ConnectionSettings;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.http.KeptConnections;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.time.Clock;
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

/**
 * Measures what the choice of an instance costs, with this project's round robin and with Stork's.
 */
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

  private Supplier<Object> choice;

  @Setup
  public void prepare() {
    choice = strategy.startsWith("stork") ? ofStork() : own();
  }

  private Supplier<Object> own() {
    // None of the instances opens a connection, so all may share one pool.
    ConnectionSettings settings = SettingsReader.of(new MapConfig(), "provider").connection();
    KeptConnections connections =
        new KeptConnections(new Endpoint("http", "127.0.0.1", null, 1), settings);
    List<Instance> list =
        IntStream.rangeClosed(1, instances)
            .mapToObj(port -> new Endpoint("http", "127.0.0.1", null, port))
            .map(endpoint -> new Instance(endpoint, connections, Clock.SYSTEM))
            .toList();
    LoadBalancer loadBalancer = new RoundRobin();
    return () -> loadBalancer.choose(list).instance();
  }

  private Supplier<Object> ofStork() {
    List<ServiceInstance> list =
        IntStream.rangeClosed(1, instances)
            .<ServiceInstance>mapToObj(
                port -> new DefaultServiceInstance(port, "127.0.0.1", port, false))
            .toList();
    RoundRobinLoadBalancer loadBalancer = new RoundRobinLoadBalancer();
    return () -> loadBalancer.selectServiceInstance(list);
  }

  @Benchmark
  @Threads(1)
  public Object byOneThread() {
    return choice.get();
  }

  @Benchmark
  @Threads(8)
  public Object byEightThreads() {
    return choice.get();
  }
}
