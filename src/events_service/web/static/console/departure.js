// A form that was sent is on its way. What was left of it in this tab is done with as soon as a page shows that it
// arrived: any that the form itself led to. A page opened otherwise says nothing of it: there may have been no network.

const MARK = 'form on its way';

export const depart = (drawer, address) => keep(JSON.stringify({drawer, address}));
export const stay = () => keep(null);

function keep(said) {
  try {
    if (said === null) sessionStorage.removeItem(MARK);
    else sessionStorage.setItem(MARK, said);
  } catch { /* no room in this tab: then nothing was left in it either */ }
}

function arrive() {
  let sent = null;
  try { sent = JSON.parse(sessionStorage.getItem(MARK)); } catch { return; }
  if (!sent || !document.referrer || document.querySelector('[data-merging]')) return;
  const from = new URL(document.referrer);
  if (from.origin !== location.origin || from.pathname !== sent.address) return;
  sessionStorage.removeItem(sent.drawer);
  stay();
}

arrive();
