// Draws the charts of a page; without it the page has pictures and tables.

const WORTH_REDRAWING = 60; // pixels by which a window has become wider or narrower

// The box beside the mouse: what is counted, and how many.
function told(value, escape) {
  const parts = ["first", "second"].filter((name) => value[name] !== undefined);
  const words = parts.map((name) => escape(String(value[name]).replaceAll("\n", " ")));
  return `${words.join("<br>")}<br><strong>${escape(Number(value.count).toLocaleString(document.documentElement.lang))}</strong>`;
}

async function draw(figure) {
  const width = Math.floor(figure.clientWidth);
  if (Math.abs(width - (figure.drawn || 0)) < WORTH_REDRAWING) return;
  figure.drawn = width;
  const answer = await fetch(`${figure.dataset.chart}&rong=${width}`);
  if (!answer.ok) throw new Error(answer.status);
  const { spec, links } = await answer.json();
  const place = document.createElement("div");
  place.setAttribute("aria-hidden", "true"); // its numbers are in the table below, as words
  figure.replaceChildren(place);
  const { view } = await vegaEmbed(place, spec, {
    ast: true, // nothing is compiled: the page's policy allows no such thing
    actions: false,
    defaultStyle: false,
    renderer: "svg",
    tooltip: { disableDefaultStyle: true, formatTooltip: told },
  });
  view.addEventListener("click", (_event, item) => {
    const datum = item && item.datum;
    if (!datum || datum.first_rank === undefined) return;
    const at = datum.second_rank === undefined ? datum.first_rank : `${datum.first_rank},${datum.second_rank}`;
    if (links[at]) window.location.assign(links[at]);
  });
}

function drawAll() {
  for (const figure of document.querySelectorAll("figure[data-chart]")) {
    draw(figure).catch(() => {
      const said = document.getElementById("unreachable").content.cloneNode(true);
      figure.replaceChildren(said);
    });
  }
}

drawAll();
let waiting;
window.addEventListener("resize", () => {
  clearTimeout(waiting);
  waiting = setTimeout(drawAll, 300);
});
