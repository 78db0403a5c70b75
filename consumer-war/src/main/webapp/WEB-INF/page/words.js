// The page's words in the language that the person chose here, else the browser's.

import { chinese } from './chinese.js';
import { chineseHints } from './chinesehints.js';
import { english } from './english.js';
import { englishHints } from './englishhints.js';

const KEPT = 'discovery.language';
const LANGUAGES = {
  en: { ...english, hints: englishHints },
  'zh-CN': { ...chinese, hints: chineseHints },
};

function chosen() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    // The browser may keep nothing, then its own language counts.
    return null;
  }
}

const browsers = navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';

export let language = Object.hasOwn(LANGUAGES, chosen() ?? '') ? chosen() : browsers;
export let words = LANGUAGES[language];

/** Inserts the words where the markup names them. */
export function translate(root) {
  for (const element of root.querySelectorAll('[data-word]')) {
    element.textContent = words[element.dataset.word];
  }
  for (const element of root.querySelectorAll('[data-label]')) {
    element.setAttribute('aria-label', words[element.dataset.label]);
  }
}

/** Changes the language of the whole page, now and for later visits. */
export function speak(wanted) {
  language = wanted;
  words = LANGUAGES[language];
  try {
    localStorage.setItem(KEPT, language);
  } catch {
    // It counts until the page is left.
  }
  translatePage();
}

export function translatePage() {
  document.documentElement.lang = language;
  document.title = words.title;
  translate(document);
  for (const button of document.querySelectorAll('[data-language]')) {
    button.setAttribute('aria-pressed', String(button.dataset.language === language));
  }
}
