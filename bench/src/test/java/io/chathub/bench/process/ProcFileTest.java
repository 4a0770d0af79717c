package io.chathub.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcFileTest {

  private static final String FIELDS_3_TO_17 = "S 1 7 7 0 -1 4194560 900 0 3 0 1234 66 5 8";

  @Test
  void cpuIsUserAndSystemTime() {
    assertThat(ProcFile.cpuSeconds("7 (java) " + FIELDS_3_TO_17 + " 20 0 30 0")).isEqualTo(13.0);
  }

  @Test
  void bracketsAndSpacesInTheCommandShiftNothing() {
    assertThat(ProcFile.cpuSeconds("7 (a) b (c) d) " + FIELDS_3_TO_17)).isEqualTo(13.0);
  }

  @Test
  void idleWaitingAndGuestTimeAreNotBusy() {
    assertThat(ProcFile.machineBusySeconds("cpu  100 20 30 9999 8888 4 5 41 7 7")).isEqualTo(2.0);
  }

  @Test
  void residentMemoryIsInKib() {
    List<String> status = List.of("Name:\tjava", "VmHWM:\t  999999 kB", "VmRSS:\t  123456 kB");

    assertThat(ProcFile.residentKib(status)).isEqualTo(123_456);
    assertThatThrownBy(() -> ProcFile.residentKib(List.of("Name:\tzombie")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("VmRSS");
  }

  @Test
  void openFilesIsTheSoftLimit() {
    String head = "Limit                     Soft Limit           Hard Limit           Units";

    assertThat(
            ProcFile.openFilesMax(
                List.of(head, "Max open files            1024                 20000     files")))
        .isEqualTo(1024);
    assertThat(
            ProcFile.openFilesMax(
                List.of(head, "Max open files            unlimited            unlimited files")))
        .isEqualTo(Long.MAX_VALUE);
  }
}
