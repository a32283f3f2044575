// While something is under way, look again and put in place what has changed; where the reader is stays as it is.
const PARTS = ["backups", "mail"];

async function look() {
  const answer = await fetch(location.pathname).catch(() => null);
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of PARTS) {
      const [shown, found] = [document.getElementById(id), page.getElementById(id)];
      if (shown && found && shown.innerHTML !== found.innerHTML) shown.replaceChildren(...found.childNodes);
    }
    if (!page.querySelector("[data-again]")) return;
  }
  setTimeout(look, 2000);
}

if (document.querySelector("[data-again]")) setTimeout(look, 2000);
