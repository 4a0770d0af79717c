package io.chathub.hub.config;

import io.chathub.bus.BusNetwork;
import io.chathub.cluster.ClusterConfig;
import io.chathub.cluster.ClusterConfig.Kubernetes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes the section of the cluster of the values; what it refuses is noted there. */
final class ClusterSection {

  private final Values values;
  private final PemFiles files;

  ClusterSection(Values values, PemFiles files) {
    this.values = values;
    this.files = files;
  }

  ClusteringConfig clustering() {
    Optional<Kubernetes> kubernetes = kubernetes();
    ClusterConfig cluster =
        values.build(
            () ->
                new ClusterConfig(
                    values.get(Keys.CLUSTER_NAME),
                    values.get(Keys.CLUSTER_HOST),
                    values.get(Keys.CLUSTER_PORT),
                    List.copyOf(values.get(Keys.CLUSTER_MEMBERS)),
                    kubernetes,
                    values.get(Keys.CLUSTER_FAILURE_TIMEOUT)),
            ClusterConfig.DEFAULT);
    BusNetwork bus = new BusNetwork(cluster.host(), values.get(Keys.CLUSTER_BUS_PORT), tls());
    return new ClusteringConfig(values.get(Keys.CLUSTER_ENABLED), cluster, bus);
  }

  private Optional<Kubernetes> kubernetes() {
    Optional<String> dns = values.get(Keys.CLUSTER_KUBERNETES_SERVICE_DNS);
    Optional<String> service = values.get(Keys.CLUSTER_KUBERNETES_SERVICE_NAME);
    Optional<String> namespace = values.get(Keys.CLUSTER_KUBERNETES_NAMESPACE);
    if (dns.isPresent() && service.isPresent()) {
      values.refuse(
          Keys.CLUSTER_KUBERNETES_SERVICE_NAME,
          "must be empty where cluster.kubernetes.service-dns is set");
    }
    if (namespace.isPresent() && service.isEmpty()) {
      values.refuse(Keys.CLUSTER_KUBERNETES_NAMESPACE, "needs cluster.kubernetes.service-name");
    }
    return dns.<Kubernetes>map(Kubernetes.Dns::new)
        .or(() -> service.map(name -> new Kubernetes.Api(namespace, name)));
  }

  private Optional<BusNetwork.Tls> tls() {
    files.requireAllOrNone(
        List.of(Keys.CLUSTER_BUS_TLS_CERT, Keys.CLUSTER_BUS_TLS_KEY, Keys.CLUSTER_BUS_TLS_TRUST));
    Optional<Path> cert = files.readable(Keys.CLUSTER_BUS_TLS_CERT);
    Optional<Path> key = files.readable(Keys.CLUSTER_BUS_TLS_KEY);
    Optional<Path> trust = files.readable(Keys.CLUSTER_BUS_TLS_TRUST);
    return cert.isEmpty() || key.isEmpty() || trust.isEmpty()
        ? Optional.empty()
        : Optional.of(new BusNetwork.Tls(cert.get(), key.get(), trust.get()));
  }
}
