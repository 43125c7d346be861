package io.diskwright.agent;

import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.Labels;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StoragePool;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The agent, wired by hand: three informers, one publisher, a few workers, one who measures. */
final class AgentApp implements AutoCloseable {
  /** A pool may have its images looked at every minute. */
  private static final long MOST_MILLIS = 60_000;

  private final AgentSettings settings;
  private final NodeLabels labels;
  private final DevicePublisher devices;
  private final DeviceLoop loop;
  private final OrderHandler handler;
  private final OrderQueue queue;
  private final Calibrations calibrations;
  private final DeviceMetrics deviceMetrics;
  private final SharedIndexInformer<StoragePool> pools;
  private final SharedIndexInformer<StorageDevice> ownDevices;
  private final SharedIndexInformer<DiskAllocation> orders;
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("publisher").daemon().factory());
  private volatile boolean started;

  AgentApp(
      KubernetesClient client,
      AgentSettings settings,
      Prober prober,
      Images images,
      OrderKeys keys,
      Calibrating calibrating,
      MeterRegistry registry,
      Clock clock) {
    this.settings = settings;
    String node = settings.nodeName();
    NodeApi api = new ApiServer(client);
    labels = new NodeLabels(client, node, clock);
    devices =
        new DevicePublisher(
            node,
            new PlaceLooker(node, prober, images, clock),
            api,
            new Conditions(clock),
            keys.published().orElse(null));
    loop = new DeviceLoop(devices, this::places, timer, settings.refresh(), this::submitAll);
    orders =
        client
            .resources(DiskAllocation.class)
            .inAnyNamespace()
            .withField("spec.nodeName", node)
            .runnableInformer(0);
    handler =
        new OrderHandler(
            settings,
            devices,
            images,
            keys,
            () -> orders.getStore().list(),
            api,
            new AgentMetrics(registry),
            clock);
    queue = new OrderQueue(settings.workers(), this::work);
    registry.gauge("diskwright.queue.depth", queue, OrderQueue::depth);
    deviceMetrics = new DeviceMetrics(registry);
    pools = client.resources(StoragePool.class).runnableInformer(0);
    ownDevices =
        client.resources(StorageDevice.class).withLabel(Labels.NODE, node).runnableInformer(0);
    calibrations =
        new Calibrations(
            () -> pools.getStore().list(), devices::sights, this::isBusy, calibrating, clock);
    pools.addEventHandler(onChange((name, pool) -> loop.poolsChanged()));
    ownDevices.addEventHandler(onChange(this::deviceChanged));
    orders.addEventHandler(onChange(this::orderChanged));
    for (SharedIndexInformer<?> informer : informers()) {
      // A first list that fails ends the process; later troubles are outlived.
      informer.exceptionHandler((running, error) -> running);
    }
  }

  /**
   * Publishes this node's devices once, then keeps working by itself.
   *
   * @throws java.util.concurrent.CompletionException when the API server cannot be read
   */
  void start() {
    pools.start().toCompletableFuture().join();
    ownDevices.start().toCompletableFuture().join();
    orders.start().toCompletableFuture().join();
    // What was published before tells which device belongs where; the events may come later.
    ownDevices.getStore().list().forEach(d -> devices.observe(d.getMetadata().getName(), d));
    loop.start();
    started = true;
    submitAll();
    long verify = Math.min(settings.verify().toMillis(), MOST_MILLIS);
    Future<?> unused =
        timer.scheduleWithFixedDelay(this::submitAll, verify, verify, TimeUnit.MILLISECONDS);
    Future<?> unusedToo =
        timer.scheduleWithFixedDelay(calibrations::look, 15, 15, TimeUnit.SECONDS);
  }

  /** What is missing before it can do its work, in words. */
  List<String> missing() {
    List<String> missing = new ArrayList<>();
    for (SharedIndexInformer<?> informer : informers()) {
      if (!informer.hasSynced()) {
        missing.add(informer.getApiTypeClass().getSimpleName() + " not listed yet");
      }
    }
    if (!started) {
      missing.add("devices not published yet");
    }
    return missing;
  }

  /** Brings up to date what is known of the devices. */
  void measure() {
    deviceMetrics.show(ownDevices.getStore().list());
  }

  @Override
  public void close() {
    loop.close();
    timer.shutdownNow();
    calibrations.close();
    informers().forEach(SharedIndexInformer::stop);
    queue.close();
  }

  private List<SharedIndexInformer<?>> informers() {
    return List.of(pools, ownDevices, orders);
  }

  private List<Place> places() {
    return Place.of(pools.getStore().list(), labels.get());
  }

  private void deviceChanged(String name, @Nullable StorageDevice device) {
    devices.observe(name, device);
    if (device == null) {
      loop.soon(); // if a pool still asks for it, it comes back
    }
  }

  private boolean isBusy() {
    return orders.getStore().list().stream().anyMatch(Calibrations::isWork);
  }

  private void orderChanged(String key, @Nullable DiskAllocation order) {
    if (order != null && Calibrations.isWork(order)) {
      calibrations.disturb();
    }
    if (started) {
      queue.submit(key);
    }
  }

  private void submitAll() {
    orders.getStore().listKeys().forEach(queue::submit);
  }

  private boolean work(String key) {
    DiskAllocation order = orders.getStore().getByKey(key);
    if (order == null) {
      handler.forget(key.substring(key.indexOf('/') + 1));
      return true;
    }
    return handler.handle(order, () -> isWithdrawn(key));
  }

  private boolean isWithdrawn(String key) {
    DiskAllocation now = orders.getStore().getByKey(key);
    return now == null || now.getMetadata().getDeletionTimestamp() != null;
  }

  private static <T extends HasMetadata> ResourceEventHandler<T> onChange(
      BiConsumer<String, @Nullable T> changed) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(T added) {
        changed.accept(Cache.metaNamespaceKeyFunc(added), added);
      }

      @Override
      public void onUpdate(T before, T after) {
        changed.accept(Cache.metaNamespaceKeyFunc(after), after);
      }

      @Override
      public void onDelete(T last, boolean finalStateUnknown) {
        changed.accept(Cache.metaNamespaceKeyFunc(last), null);
      }
    };
  }
}
