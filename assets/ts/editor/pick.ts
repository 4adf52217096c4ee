/*
 * The document that is interpreted, looked for while one types. The list is the same radio buttons
 * that the server draws after the button 查找; without a script, or when the server does not answer,
 * that button does the same.
 */

interface Match {
  id: number;
  title: string;
  facts: string;
}

const WAIT_MS = 250;

function choice(m: Match): HTMLElement {
  const line = document.createElement("div");
  const radio = document.createElement("input");
  const label = document.createElement("label");
  const hint = document.createElement("p");
  line.className = "choice";
  line.dataset["match"] = "";
  radio.type = "radio";
  radio.name = "interprets";
  radio.value = String(m.id);
  radio.id = `interprets-${m.id}`;
  radio.setAttribute("aria-describedby", `${radio.id}-hint`);
  label.htmlFor = radio.id;
  label.textContent = m.title;
  hint.className = "field-hint";
  hint.id = `${radio.id}-hint`;
  hint.textContent = m.facts;
  line.append(radio, label, hint);
  return line;
}

function start(field: HTMLElement): void {
  const list = field.querySelector<HTMLElement>("[data-pick-list]");
  const words = field.querySelector<HTMLInputElement>("[data-pick-words]");
  const status = field.querySelector<HTMLElement>("[data-pick-status]");
  const go = field.querySelector<HTMLButtonElement>("[data-pick-go]");
  const from = field.dataset["pick"];
  let timer = 0;
  let asked = 0;
  if (!list || !words || !status || !go || !from) return;

  /* What is chosen, and 不用指明, stay; what was only found before goes. */
  const show = (matches: Match[]): void => {
    for (const it of [...list.querySelectorAll<HTMLInputElement>("input")])
      if (!it.checked && it.value) it.closest(".choice")?.remove();
    const kept = new Set([...list.querySelectorAll<HTMLInputElement>("input")].map((it) => it.value));
    const fresh = matches.filter((m) => !kept.has(String(m.id)) && !location.pathname.includes(`/documents/${m.id}/`));
    list.append(...fresh.map(choice));
    status.textContent = fresh.length
      ? `找到 ${fresh.length} 份，请选一份。`
      : "没有找到。换标题里的别的字，或者只写文号的一部分再找。";
  };
  const look = async (): Promise<void> => {
    const mine = ++asked;
    const text = words.value.trim();
    if (!text) return;
    const answer = await fetch(`${from}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } })
      .catch(() => null);
    const said = answer?.ok ? await answer.json().catch(() => null) as { items?: Match[] } | null : null;
    if (mine !== asked || !said?.items) return; /* the button 查找 is still there */
    show(said.items);
  };
  const soon = (): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void look(), WAIT_MS);
  };
  words.addEventListener("input", soon);
  words.addEventListener("keydown", (e) => {
    if (e.key !== "Enter" || e.isComposing) return;
    e.preventDefault();
    void look();
  });
  go.addEventListener("click", (e) => {
    e.preventDefault();
    void look();
  });
}

export function startPicks(): void {
  for (const it of document.querySelectorAll<HTMLElement>("[data-pick]")) start(it);
}
