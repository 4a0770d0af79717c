package io.chathub.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The resident memory of a Java server once it has come to rest. Blocking: waits for at most half a
 * minute for that.
 */
public final class ResidentMemory {

  private static final long STILL_KIB = 512;
  private static final int STILL_SAMPLES = 6;
  private static final int SAMPLES_MAX = 60;
  private static final int SAMPLE_MS = 500;
  private static final int GC_WAIT_S = 20;

  private final long pid;
  private final Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");

  public ResidentMemory(long pid) {
    this.pid = pid;
  }

  /** Whether garbage can be collected from outside; a bare JRE has no {@code jcmd}. */
  public boolean canCollect() {
    return Files.isExecutable(jcmd);
  }

  /** Collects garbage where that is possible, then waits until memory keeps still. */
  public long settledKib() throws IOException, InterruptedException {
    // The first collection promotes, the second gives back what the first left unused.
    for (int i = 0; i < 2 && canCollect(); i++) {
      collect();
    }
    long least = Long.MAX_VALUE;
    long most = 0;
    int still = 0;
    for (int i = 0; i < SAMPLES_MAX && still < STILL_SAMPLES; i++) {
      long now = ProcFile.residentKib(pid);
      least = Math.min(least, now);
      most = Math.max(most, now);
      still++;
      if (most - least > STILL_KIB) {
        least = now;
        most = now;
        still = 1;
      }
      TimeUnit.MILLISECONDS.sleep(SAMPLE_MS);
    }
    return ProcFile.residentKib(pid);
  }

  private void collect() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(GC_WAIT_S, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("jcmd GC.run on the server took more than " + GC_WAIT_S + " s");
    }
    if (process.exitValue() != 0) {
      throw new IOException("jcmd GC.run on the server exited with " + process.exitValue());
    }
  }
}
