package io.chathub.hub.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chathub.hub.config.Configuration.Setting;
import io.chathub.presence.PresenceConfig.Audience;
import io.chathub.store.redis.RedisUrl;
import io.chathub.store.redis.RedisUrl.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {

  @TempDir Path dir;

  @Test
  void nothingSaidGivesTheDefaults() {
    Configuration configuration = load("", Map.of());

    assertThat(configuration.hub()).isEqualTo(HubConfig.DEFAULT);
    assertThat(configuration.settings()).extracting(Setting::source).containsOnly("default");
  }

  @Test
  void missingDefaultFileIsFine() {
    Configuration configuration =
        ConfigLoader.load(new ConfigSources(dir.resolve("none.yaml"), false, Map.of(), List.of()));

    assertThat(configuration.hub()).isEqualTo(HubConfig.DEFAULT);
  }

  @Test
  void missingFileThatWasAskedForIsAProblem() {
    ConfigSources sources = new ConfigSources(dir.resolve("none.yaml"), true, Map.of(), List.of());

    InvalidConfigException refused =
        catchThrowableOfType(InvalidConfigException.class, () -> ConfigLoader.load(sources));

    assertThat(refused).hasMessageContaining("none.yaml").hasMessageContaining("no such file");
  }

  @Test
  void nestedAndDottedFormsMix() {
    HubConfig hub =
        load(
                """
                http:
                  port: 9000
                  tls.cert: ""
                  origins: ["https://a.example", "https://b.example:8443"]
                store.retention:
                  age: 30d
                presence.audience: contacts
                limits:
                """,
                Map.of())
            .hub();

    assertThat(hub.gateway().port()).isEqualTo(9000);
    assertThat(hub.gateway().origins())
        .containsExactlyInAnyOrder("https://a.example", "https://b.example:8443");
    assertThat(hub.store().retention().age()).isEqualTo(Duration.ofDays(30));
    assertThat(hub.presence().audience()).isEqualTo(Audience.CONTACTS);
  }

  @Test
  void laterSourcesWinAndAreNamed() {
    String file = "http.port: 9001\nhttp.heartbeat: 10s\nhttp.host: 127.0.0.2\n";
    Map<String, String> environment =
        Map.of("CHATHUB_HTTP_PORT", "9002", "CHATHUB_HTTP_HEARTBEAT", "20s");

    Configuration configuration = load(file, environment, "http.port=9003");

    assertThat(configuration.hub().gateway().port()).isEqualTo(9003);
    assertThat(configuration.hub().gateway().heartbeat()).isEqualTo(Duration.ofSeconds(20));
    assertThat(configuration.hub().gateway().host()).isEqualTo("127.0.0.2");
    assertThat(sourceOf(configuration, "http.port")).isEqualTo("--set");
    assertThat(sourceOf(configuration, "http.heartbeat"))
        .isEqualTo("environment CHATHUB_HTTP_HEARTBEAT");
    assertThat(sourceOf(configuration, "http.host")).endsWith("chathub.yaml:3");
    assertThat(sourceOf(configuration, "internal.port")).isEqualTo("default");
  }

  @Test
  void listsComeAsCommaSeparatedTextToo() {
    HubConfig hub =
        load("", Map.of("CHATHUB_INTERNAL_KEYS", "one, two"), "presence.online-roles=").hub();

    assertThat(hub.internal().keys()).containsExactlyInAnyOrder("one", "two");
    assertThat(hub.presence().onlineRoles()).isEmpty();
  }

  @Test
  void everyProblemIsToldAtOnce() {
    String file =
        """
        http.port: 99999
        htp.host: 0.0.0.0
        limits:
          content-bytes: 128KiB
          outbound-bytes: 1KiB
          frame-bytes: [1, 2]
        store.kind: paper
        http.port: 1
        """;

    List<String> problems =
        problems(
            file,
            Map.of("CHATHUB_HTTP_HEARTBEAT", "25", "CHATHUB_NO_SUCH", "x"),
            "internal.host=0.0.0.0",
            "drain.period");

    assertThat(problems)
        .anyMatch(p -> p.matches("http.port = 99999 \\(.*chathub.yaml:1\\): must be 0..65535.*"))
        .anyMatch(p -> p.matches("htp.host \\(.*:2\\): unknown key; did you mean .*http.host.*"))
        .anyMatch(p -> p.matches("limits.content-bytes = 128KiB .*at most limits.frame-bytes"))
        .anyMatch(p -> p.matches("limits.outbound-bytes = 1KiB .*:5\\): must be at least .*"))
        .anyMatch(p -> p.matches("limits.frame-bytes = 1,2 .*:6\\): must be a size .*"))
        .anyMatch(p -> p.matches("store.kind = paper .*: must be embedded or redis"))
        .anyMatch(p -> p.matches("http.port \\(.*:8\\): was set in line 1 already"))
        .anyMatch(p -> p.matches("http.heartbeat = 25 \\(environment .*\\): must be a duration.*"))
        .anyMatch(p -> p.matches("CHATHUB_NO_SUCH \\(environment\\): names no key"))
        .anyMatch(p -> p.matches("internal.keys = \\(empty\\) \\(default\\): needed unless .*"))
        .anyMatch(p -> p.matches("--set \\(command line\\): must be key=value"))
        .hasSize(11);
  }

  @Test
  void anOriginThatNoPageSendsIsAProblemWithWhatToWriteInstead() {
    String file =
        """
        http.origins: ["https://a.example/", "b.example", "https://*.c.example", "https://ok.example",
                       "https://ann:sesame@d.example"]
        http.trusted-proxies: [10.0.0.0/8, proxy.example, 10.0.0.0/40]
        """;

    assertThat(problems(file, Map.of()))
        .anyMatch(
            p ->
                p.startsWith("http.origins = ")
                    && p.contains("https://a.example/ is sent by no page; write https://a.example;")
                    && p.contains("b.example is sent by no page; write https://b.example;")
                    && p.contains("https://*.c.example is sent by no page; there are no patterns")
                    && p.contains("***@d.example is sent by no page; write https://d.example")
                    && !p.contains("https://ok.example is")
                    && !p.contains("sesame"))
        .anyMatch(
            p ->
                p.startsWith("http.trusted-proxies = ")
                    && p.contains("10.0.0.0/40, proxy.example: no IP address and no CIDR range"))
        .hasSize(2);
  }

  @Test
  void whosePicturesAreShownUnaskedIsAListOfWebOrigins() {
    HubConfig hub =
        load("pages.image-origins: [https://pictures.example, http://10.0.0.7:9000]", Map.of())
            .hub();

    assertThat(HubConfig.DEFAULT.gateway().imageOrigins()).isEmpty();
    assertThat(hub.gateway().imageOrigins())
        .containsExactlyInAnyOrder("https://pictures.example", "http://10.0.0.7:9000");
    assertThat(problems("pages.image-origins: [\"*\", https://a.example/path]", Map.of()))
        .singleElement()
        .asString()
        .startsWith("pages.image-origins = ")
        .contains("write each host", "write https://a.example");
  }

  @Test
  void whateverAPageOrAProxyIsCanBeListed() {
    HubConfig hub =
        load(
                "",
                Map.of(
                    "CHATHUB_HTTP_ORIGINS",
                    "capacitor://localhost, ionic://localhost,HTTPS://Chat.Example, http://[::1]:3000",
                    "CHATHUB_HTTP_TRUSTED_PROXIES",
                    "10.0.0.0/8,fd00::/8,127.0.0.1,::1"))
            .hub();

    assertThat(hub.gateway().origins()).hasSize(4);
    assertThat(hub.gateway().trustedProxies()).hasSize(4);
  }

  @Test
  void aHostHasNoPortAndNoScheme() {
    for (String host : List.of("0.0.0.0:8080", "http://0.0.0.0", "a b", "10.0.0.0/8")) {
      assertThat(problems("", Map.of(), "http.host=" + host))
          .singleElement()
          .asString()
          .contains("must be a host name or an IP address, without a port");
    }
    for (String host : List.of("0.0.0.0", "::", "[::1]", "fe80::1%eth0", "hub-1.example.org")) {
      assertThat(load("", Map.of(), "http.host=" + host).hub().gateway().host()).isEqualTo(host);
    }
  }

  @Test
  void aNameOfTheMasterNeedsSentinels() {
    assertThat(problems("store.redis.master: chats", Map.of()))
        .singleElement()
        .asString()
        .matches("store.redis.master = chats .*: has no effect .*sentinel");
  }

  @Test
  void aSecretIsNeverShown() {
    String secret = "open sesame";

    Configuration fine = load("", Map.of("CHATHUB_INTERNAL_KEYS", "opensesame"));
    List<String> problems =
        problems("internal.keys: " + secret + "\ninternal.key: " + secret + "\n", Map.of());

    assertThat(fine.toString()).doesNotContain("opensesame");
    assertThat(fine.describe()).doesNotContain("opensesame").contains("internal.keys: [\"***\"]");
    assertThat(problems).hasSize(2).noneMatch(p -> p.contains("sesame"));
    assertThat(problems).anyMatch(p -> p.startsWith("internal.keys = *** "));
    assertThat(problems).anyMatch(p -> p.matches(".*did you mean .*internal.keys"));
  }

  @Test
  void aFileThatIsNoYamlIsNotQuoted() {
    assertThat(problems("internal.keys: [sesame\nhttp.port: 1\n", Map.of()))
        .singleElement()
        .satisfies(p -> assertThat(p).contains("is no valid YAML").doesNotContain("sesame"));
    assertThat(problems("- a\n", Map.of())).singleElement().asString().contains("keys with values");
    assertThat(problems("a: 1\n---\nb: 1\n", Map.of())).anyMatch(p -> p.contains("one document"));
  }

  @Test
  void halfOfTlsIsAProblem() throws IOException {
    Path cert = Files.createFile(dir.resolve("cert.pem"));

    assertThat(problems("http.tls.cert: " + cert + "\n", Map.of()))
        .singleElement()
        .asString()
        .startsWith("http.tls.key = (empty) (default): needed with http.tls.cert");
    assertThat(problems("http.tls: {cert: " + cert + ", key: /no/such.pem}\n", Map.of()))
        .singleElement()
        .asString()
        .contains("http.tls.key = /no/such.pem")
        .contains("no file that can be read");
  }

  @Test
  void portsMustDiffer() {
    assertThat(problems("http.port: 8081\n", Map.of()))
        .singleElement()
        .asString()
        .contains("internal.port = 8081 (default): must differ from http.port");
    assertThat(load("http.port: 0\ninternal.port: 0\n", Map.of()).hub().internal().port()).isZero();
  }

  @Test
  void aClusterIsSetByItsKeys() {
    HubConfig hub =
        load(
                """
                store:
                  kind: redis
                  redis:
                    url: ["rediss://r1:6380", "rediss://r2:6380"]
                    mode: sentinel
                    master: chats
                    wait-replicas: 1
                cluster:
                  enabled: true
                  host: 10.0.0.7
                  members: [10.0.0.8:5701, 10.0.0.9:5701]
                  failure-timeout: 20s
                  bus.port: 5702
                """,
                Map.of("CHATHUB_STORE_REDIS_PASSWORD", "sesame"))
            .hub();

    assertThat(hub.store().redis().urls())
        .extracting(RedisUrl::toString)
        .containsExactly("rediss://r1:6380", "rediss://r2:6380");
    assertThat(hub.store().redis().urls())
        .allMatch(u -> u.credentials().equals(Optional.of(new Credentials("default", "sesame"))));
    assertThat(hub.store().redis().sentinelMaster()).isEqualTo("chats");
    assertThat(hub.store().redis().waitReplicas()).isOne();
    assertThat(hub.clustering().isEnabled()).isTrue();
    assertThat(hub.clustering().cluster().members()).contains("10.0.0.8:5701", "10.0.0.9:5701");
    assertThat(hub.clustering().bus().host()).isEqualTo("10.0.0.7");
    assertThat(hub.clustering().bus().port()).isEqualTo(5702);
  }

  @Test
  void aClusterNeedsASharedStoreAndPortsOfItsOwn() {
    String file =
        """
        cluster:
          enabled: true
          port: 8080
          host: 0.0.0.0
          members: [here]
          failure-timeout: 1s
          bus.tls.key: chathub.yaml
          kubernetes.namespace: chat
        """;

    assertThat(problems(file, Map.of()))
        .anyMatch(p -> p.matches("cluster.enabled = true .*: needs store.kind redis.*"))
        .anyMatch(p -> p.matches("cluster.port = 8080 .*: must differ from http.port"))
        .anyMatch(p -> p.matches("cluster.host = 0.0.0.0 .*: must be an address that .*"))
        .anyMatch(p -> p.matches("cluster.members = here .*: must be a list of host:port"))
        .anyMatch(p -> p.matches("cluster.failure-timeout = 1s .*: must be at least 4s"))
        .anyMatch(p -> p.matches("cluster.bus.tls.cert = .*: needed with cluster.bus.tls.key"))
        .anyMatch(p -> p.matches("cluster.bus.tls.trust = .*: needed with cluster.bus.tls.key"))
        .anyMatch(p -> p.matches("cluster.bus.tls.key = .*: is no file that can be read"))
        .anyMatch(p -> p.matches("cluster.kubernetes.namespace = .*: needs .*service-name"))
        .hasSize(9);
  }

  @Test
  void aNodeOnLoopbackHasNoOthersElsewhere() {
    String here = "store.kind: redis\ncluster.enabled: true\ncluster.host: 127.0.0.1\n";

    for (String elsewhere :
        List.of(
            "cluster.members: ['127.0.0.1:5701', '10.0.0.8:5701']",
            "cluster.kubernetes.service-dns: chathub.chat.svc",
            "cluster.kubernetes.service-name: chathub")) {
      assertThat(problems(here + elsewhere, Map.of()))
          .singleElement()
          .asString()
          .matches("cluster.host = 127.0.0.1 .*: must be an address that .*, not loopback");
    }
    for (String onLoopback : List.of("[]", "['127.0.0.1:5703', 'localhost:5704', '[::1]:5705']")) {
      assertThat(load(here + "cluster.members: " + onLoopback, Map.of()).hub().clustering())
          .matches(ClusteringConfig::isEnabled);
    }
  }

  @Test
  void aMemberHasAPortThatCanBe() {
    for (String member : List.of("h:0", "h:65536", "h:99999")) {
      assertThat(problems("cluster.members: ['" + member + "']", Map.of()))
          .singleElement()
          .asString()
          .matches("cluster.members = " + member + " .*: must be a list of host:port");
    }
    assertThat(load("cluster.members: ['h:1', 'h:65535']", Map.of()).hub()).isNotNull();
  }

  @Test
  void othersAreFoundInOneWay() {
    assertThat(
            problems(
                "cluster.members: h:1\n"
                    + "cluster.kubernetes: {service-dns: chathub.chat.svc, service-name: chathub}",
                Map.of()))
        .anyMatch(p -> p.matches("cluster.members = h:1 .*: must be empty where Kubernetes .*"))
        .anyMatch(p -> p.startsWith("cluster.kubernetes.service-name = chathub "))
        .hasSize(2);
  }

  @Test
  void whatRedisDoesNotTakeIsAProblem() {
    String file =
        """
        store.redis:
          url: ["redis://a", "redis://b"]
          timeout: 1ms
          user: hub
          tls.key: chathub.yaml
        """;

    assertThat(problems(file, Map.of()))
        .anyMatch(p -> p.matches("store.redis.url = .*: must name one server where mode .*"))
        .anyMatch(p -> p.matches("store.redis.timeout = 1ms .*: must be .*"))
        .anyMatch(p -> p.matches("store.redis.password = .*: needed with store.redis.user"))
        .anyMatch(p -> p.matches("store.redis.tls.cert = .*: needed with store.redis.tls.key"));
    assertThat(problems("store.redis: {url: 'rediss://h', mode: sentinel}", Map.of()))
        .singleElement()
        .asString()
        .matches("store.redis.master = .*: must be given where mode is sentinel");
  }

  @Test
  void aPasswordInAUrlIsNeverShown() {
    String url = "redis://hub:sesame@r1:6379";

    Configuration fine = load("", Map.of(), "store.redis.url=" + url);

    assertThat(fine.hub().store().redis().urls()).containsExactly(RedisUrl.parse(url));
    assertThat(fine.describe()).doesNotContain("sesame").contains("redis://***@r1:6379");
    assertThat(fine.toString()).doesNotContain("sesame");
    assertThat(problems("store.redis.url: [redis://a, 'http://x:sesame@h']\n", Map.of()))
        .singleElement()
        .asString()
        .contains("***@h")
        .doesNotContain("sesame");
  }

  @Test
  void whatKubernetesTellsOfAServiceIsNoSetting() {
    Map<String, String> environment =
        Map.of(
            "CHATHUB_SERVICE_HOST", "10.0.0.1",
            "CHATHUB_SERVICE_PORT_HTTP", "8080",
            "CHATHUB_PORT", "tcp://10.0.0.1:8080",
            "CHATHUB_PORT_8080_TCP_ADDR", "10.0.0.1",
            "CHATHUB_INTERNAL_PORT", "tcp://10.0.0.2:8081",
            "CHATHUB_INTERNAL_SERVICE_HOST", "10.0.0.2");

    assertThat(load("", environment).hub()).isEqualTo(HubConfig.DEFAULT);
  }

  @Test
  void anUnknownLogLevelIsAProblem() {
    assertThat(load("", Map.of("CHATHUB_LOG_LEVEL", "debug")).hub()).isNotNull();
    assertThat(problems("", Map.of("CHATHUB_LOG_LEVEL", "loud")))
        .singleElement()
        .asString()
        .startsWith("CHATHUB_LOG_LEVEL = loud");
  }

  private List<String> problems(String yaml, Map<String, String> environment, String... sets) {
    return catchThrowableOfType(InvalidConfigException.class, () -> load(yaml, environment, sets))
        .problems()
        .stream()
        .map(Problem::toString)
        .toList();
  }

  private Configuration load(String yaml, Map<String, String> environment, String... sets) {
    Path file = dir.resolve("chathub.yaml");
    try {
      Files.writeString(file, yaml);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return ConfigLoader.load(new ConfigSources(file, true, environment, List.of(sets)));
  }

  private static String sourceOf(Configuration configuration, String key) {
    return configuration.settings().stream()
        .filter(setting -> setting.name().equals(key))
        .findFirst()
        .orElseThrow()
        .source();
  }
}
