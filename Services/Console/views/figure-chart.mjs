// A chart of Chart.js. What it shows stands in a table beside it: to readers it is an image with a name.

/** Told apart by shade as well as by hue; dashes tell lines apart without either. */
const colours = ["#0b5d5b", "#d08c3c", "#3f4c9a", "#a33b20"];
const dashes = [[], [6, 4], [2, 3], [10, 3, 2, 3]];

class FigureChart extends HTMLElement {
  connectedCallback() {
    const { type, label, labels, series } = /** @type {any} */ (this).content;
    const canvas = document.createElement("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", label);
    this.replaceChildren(canvas);
    const Chart = /** @type {any} */ (globalThis).Chart;
    // The library is Debian's; without it the tables say the same.
    if (!Chart) return;
    this.chart = new Chart(canvas, {
      type,
      data: {
        labels,
        datasets: series.map((/** @type {any} */ one, /** @type {number} */ index) => ({
          ...one, backgroundColor: colours[index % colours.length], borderColor: colours[index % colours.length],
          borderDash: type === "line" ? dashes[index % dashes.length] : [], borderWidth: type === "line" ? 2 : 0,
        })),
      },
      options: {
        animation: false, responsive: true, maintainAspectRatio: false,
        plugins: { title: { display: true, text: label } },
        scales: { y: { beginAtZero: true, ticks: { precision: 0 } } },
      },
    });
  }

  disconnectedCallback() {
    this.chart?.destroy();
  }
}

customElements.define("figure-chart", FigureChart);
