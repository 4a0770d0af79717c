package io.chathub.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.redis.client.impl.types.ErrorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchErrorsTest {

  @Test
  void eachErrorIsFoundByThePlaceOfItsCommand() {
    BatchErrors errors =
        BatchErrors.of(
            ErrorType.create(
                "ERR [0] MOVED 3999 10.0.0.1:6381\nERR [12] unknown command 'X'\nand more"));

    assertThat(errors.at(0).getMessage()).isEqualTo("MOVED 3999 10.0.0.1:6381");
    assertThat(errors.at(12).getMessage()).isEqualTo("ERR unknown command 'X' and more");
    assertThat((Throwable) errors.at(1)).isNull();
    assertThat(errors.has(Cure.MOVE)).isTrue();
    assertThat(errors.has(Cure.ASK)).isFalse();
    assertThat(Cure.address(errors.at(0))).isEqualTo("10.0.0.1:6381");
  }

  @Test
  void aBatchThatFailedAsSuchNamesNoCommand() {
    BatchErrors errors = BatchErrors.of(new IllegalStateException("Connection is closed"));

    assertThat(errors.isEmpty()).isTrue();
    assertThat((Throwable) errors.at(0)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONNECTION_CLOSED",
        "java.io.IOException: Connection reset by peer",
        "io.netty.channel.StacklessClosedChannelException"
      })
  void aConnectionThatWasLostIsNoAnswerToAnyCommand(String failure) {
    BatchErrors errors =
        BatchErrors.of(ErrorType.create("ERR [0] " + failure + "\nERR [1] " + failure));

    assertThat(errors.isEmpty()).isTrue();
    assertThat((Throwable) errors.at(1)).isNull();
  }

  /** The texts are those that Redis 6.2 answers. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-OOM command not allowed when used memory > 'maxmemory'. | REFUSE",
        "-READONLY You can't write against a read only replica. | CONNECT_AGAIN",
        "-NOREPLICAS Not enough good replicas to write. | REFUSE",
        "-MISCONF Redis is configured to save RDB snapshots | REFUSE",
        "Unknown Redis command called from Lua script | FAIL"
      },
      quoteCharacter = '"')
  void whatACommandOfAScriptIsRefusedWithIsFoundInItsWrapping(String inside, Cure cure) {
    String raised =
        "Error running script (call to f_0a9f): @user_script:197: @user_script: 197: " + inside;
    String returned = "@user_script: 33: " + inside;

    assertThat(Cure.of(BatchErrors.of(ErrorType.create("ERR [0] " + raised)).at(0)))
        .isEqualTo(cure);
    assertThat(Cure.of(BatchErrors.of(ErrorType.create("ERR [3] " + returned)).at(3)))
        .isEqualTo(cure);
  }

  @ParameterizedTest
  @CsvSource({
    "NOSCRIPT No matching script, LOAD_SCRIPTS",
    "READONLY You can't write against a read only replica, CONNECT_AGAIN",
    "LOADING Redis is loading the dataset in memory, CONNECT_AGAIN",
    "UNBLOCKED force unblock from blocking operation, CONNECT_AGAIN",
    "TRYAGAIN Multiple keys request during rehashing of slot, PAUSE",
    "CLUSTERDOWN Hash slot not served, PAUSE",
    "ASK 1 h:2, ASK",
    "OOM command not allowed, REFUSE",
    "WRONGTYPE Operation against a key, FAIL",
    "ERR Error running script, FAIL"
  })
  void eachErrorHasItsCure(String message, Cure cure) {
    assertThat(Cure.of(ErrorType.create(message))).isEqualTo(cure);
  }
}
