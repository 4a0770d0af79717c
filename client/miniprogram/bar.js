// The thin bar that says how the connection is. A short break is not worth a word.

const CALM_MS = 2000;
const BREAKS = { connecting: 'connecting', syncing: 'connecting', waiting: 'waiting' };
const ENDS = { signedOut: 'signedOut', replaced: 'replaced', failed: 'broken' };

/**
 * Calls `say` with the name of what to say, '' for nothing, whenever it changes. Returns what ends it.
 */
function watchConnection(hub, say) {
  let said = '';
  let timer = 0;
  let isLong = false;

  function tell(what) {
    if (what !== said) {
      said = what;
      say(what);
    }
  }

  function look() {
    const broken = BREAKS[hub.state];
    if (!broken) {
      clearTimeout(timer);
      timer = 0;
      isLong = false;
    } else if (!timer) {
      timer = setTimeout(() => {
        isLong = true;
        look();
      }, CALM_MS);
    }
    tell(broken ? (isLong ? broken : '') : ENDS[hub.state] || '');
  }

  const off = hub.on('state', look);
  look();
  return () => {
    clearTimeout(timer);
    off();
  };
}

module.exports = { watchConnection };
