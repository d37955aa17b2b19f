import { PublishPage } from './publisher/publish-page.js';

const form = document.querySelector<HTMLFormElement>('form#publisher');
if (form !== null) new PublishPage(form).begin();
