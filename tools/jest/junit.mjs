import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/**
 * The results of all projects as one JUnit file, in the dialect of Maven Surefire: a test that passed at the second
 * attempt has `flakyFailure` elements, one that failed twice `failure` and `rerunFailure`.
 *
 * @param {string} root folder that paths are relative to
 * @param {readonly { name: string, seconds: number, tests: readonly import('./results.mjs').ReportedTest[] }[]} projects
 * @returns {string}
 */
export function junitXml(root, projects) {
  const suites = projects.map(({ name, seconds, tests }) => {
    const cases = tests.map((test) => testCase(relative(root, test.path), test));
    const counts = {
      tests: tests.length,
      failures: tests.filter(({ status }) => status === 'failed').length,
      skipped: tests.filter(isNotRun).length,
      flakes: tests.filter(isFlaky).length,
    };
    return element('testsuite', { name, ...counts, time: seconds.toFixed(3) }, cases.join(''));
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', { name: 'webgear-rtc' }, suites.join(''))}`;
}

/** Whether a test passed, but not at the first attempt. */
export function isFlaky({ status, reasons }) {
  return status === 'passed' && reasons.length > 0;
}

/** Whether a test was left out. */
export function isNotRun({ status }) {
  return status !== 'passed' && status !== 'failed';
}

function testCase(file, test) {
  const { name, seconds, status, failures, reasons } = test;
  const inside = [
    ...(status === 'failed' ? failures.slice(0, 1).map((text) => outcome('failure', text)) : []),
    ...reasons.map((text) => outcome(status === 'failed' ? 'rerunFailure' : 'flakyFailure', text)),
    ...(isNotRun(test) ? ['<skipped/>'] : []),
  ];
  return element('testcase', { classname: file, name, time: seconds.toFixed(3) }, inside.join(''));
}

function outcome(tag, text) {
  const [message = ''] = text.split('\n');
  return element(tag, { message, type: 'Error' }, escape(text));
}

function element(tag, attributes, inside) {
  const words = Object.entries(attributes).map(([name, value]) => ` ${name}="${escape(String(value))}"`);
  return `<${tag}${words.join('')}>${inside}</${tag}>\n`;
}

/** Characters that XML 1.0 has no way to write are left out, such as the colours of a terminal. */
function escape(text) {
  return stripVTControlCharacters(text)
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
