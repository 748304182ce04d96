import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import language
from analysis.english import english_parts
from analysis.language import is_english, language_of
from analysis.scripts import UNNAMED
from analysis.statements import load_statements

# Sentences written for this test: UKRAINIAN and RUSSIAN begin with phrases of two to four words.
UKRAINIAN = """
Ми чекаємо
Ніхто не забуде
Дякую вам
Готуємо нову зустріч
Потрібна зброя
Мир можливий
Слава нашим воїнам
Немає жодних сумнівів
Росія бреше
Наші люди повертаються
Це наша земля
Війна триває
Переговори завершено
Удар по Харкову
Народ не здається
Допомога надійшла вчасно
Завтра буде нарада
Він не приїде
Вони знову обстріляли Одесу і поранили двох дітей.
Сьогодні вночі в Києві пролунали вибухи, пожежники працюють на місці.
Президент подякував партнерам за нову систему протиповітряної оборони.
Ніяких поступок щодо нашої території не буде, сказав він.
Делегація вирушить до Стамбула у вівторок вранці.
Обмін полоненими відбувся на кордоні з Білоруссю.
Ми пропонуємо повне припинення вогню на тридцять днів.
Москва затягує час і не хоче домовлятися.
Європа повинна сидіти за столом переговорів.
Гарантії безпеки мають бути письмовими та надійними.
Жодна країна не може вирішувати за нас.
Міністр зустрівся з послами восьми держав.
Діти повинні повернутися додому до своїх батьків.
Без справедливості тривалого миру не буває.
Ворог втратив за тиждень сотню машин.
Санкції працюють, але їх треба посилити.
Учора на засіданні уряду говорили про бюджет.
Села біля фронту залишилися без світла та води.
Наша армія тримає оборону на сході.
Допоможіть нам захистити небо над містами.
Хто почав цю війну, той має її закінчити.
Вона приїхала до Львова рано вранці потягом.
Лідери обговорили, коли можна провести вибори.
Кожен день без угоди коштує людських життів.
Спочатку тиша, потім розмова про все інше.
На жаль, відповідь була порожньою.
Ціна зерна впала через блокаду порту.
Уряд просить кредит на відбудову мостів.
Солдат розповів, як вижив у полоні.
Лавров знову погрожував, а потім усе заперечив.
Трамп сказав, що задоволений розмовою.
Вашингтон передав нам свій план увечері.
Їхня пропозиція виглядає як ультиматум.
План складається з двадцяти пунктів.
Ракета влучила в житловий будинок.
Ми не торгуємо своїми громадянами.
Чому мовчить світ, коли гинуть люди?
Заморожені активи підуть на відновлення країни.
Посол назвав зустріч корисною та відвертою.
Путін боїться говорити з нами прямо.
Справжній мир починається з правди.
Запитайте тих, хто втратив свій дім.
"""
RUSSIAN = """
Мы ждем ответа
Никто не забудет
Спасибо вам
Готовим новую встречу
Нужно оружие
Мир возможен
Слава нашим воинам
Никаких сомнений
Киев лжет
Наши люди возвращаются
Это наша земля
Война продолжается
Переговоры завершены
Удар по Белгороду
Народ не сдается
Помощь пришла вовремя
Завтра будет совещание
Он не приедет
Они снова обстреляли город и ранили двух детей.
Сегодня ночью над областью сбиты десятки беспилотников.
Президент поблагодарил партнеров за посредничество.
Никаких уступок по территории не будет, сказал он.
Делегация отправится в Стамбул во вторник утром.
Обмен пленными прошел на границе с Белоруссией.
Мы предлагаем обсудить первопричины конфликта.
Киев затягивает время и не хочет договариваться.
Европа мешает мирному процессу, считает министр.
Гарантии безопасности должны быть взаимными.
Ни одна страна не вправе решать за нас.
Министр встретился с послами восьми государств.
Дети должны вернуться домой к родителям.
Без учета наших интересов прочного мира не бывает.
Противник потерял за неделю сотню машин.
Санкции не работают, и все это понимают.
Вчера на заседании правительства говорили о бюджете.
Поселки у линии фронта остались без света и воды.
Наша армия продвигается на востоке.
Помогите нам вернуть людей домой.
Кто начал эту войну, тот должен ее закончить.
Она приехала в Москву рано утром поездом.
Лидеры обсудили, когда можно провести выборы.
Каждый день без соглашения стоит жизней.
Сначала тишина, потом разговор обо всем остальном.
К сожалению, ответ оказался пустым.
Цена зерна упала из-за блокады порта.
Правительство просит кредит на ремонт мостов.
Солдат рассказал, как выжил в плену.
Песков снова угрожал, а потом все отрицал.
Трамп сказал, что доволен разговором.
Вашингтон передал нам свой план вечером.
Их предложение выглядит как ультиматум.
План состоит из двадцати пунктов.
Ракета попала в жилой дом.
Мы не торгуем своими гражданами.
Почему молчит мир, когда гибнут люди?
Замороженные активы хотят украсть.
Посол назвал встречу полезной и откровенной.
Зеленский боится говорить с нами прямо.
Настоящий мир начинается с правды.
Спросите тех, кто потерял свой дом.
"""
OTHERS = """
de Die Verhandlungen haben heute nichts gebracht.
de Wir liefern weitere Panzer, solange es nötig ist.
de Der Kanzler hat das Treffen in Genf abgesagt.
fr Le président n'a pas répondu à nos questions.
fr Il n'y aura pas de paix sans garanties solides.
fr Les troupes étrangères ne resteront pas ici.
es La reunión terminó sin ningún acuerdo entre las partes.
es No vamos a reconocer esa anexión.
es Nuestros soldados merecen volver a casa.
it Il governo non manderà soldati al fronte.
it La pace non si compra con la terra degli altri.
pt O presidente não quer falar sobre a guerra.
pt As negociações vão continuar na próxima semana.
pl Nie zgodzimy się na żadne ustępstwa wobec Moskwy.
pl Granica pozostanie zamknięta przez najbliższe dni.
nl De minister wil niet over de bevroren tegoeden praten.
tr Görüşmeler yarın sabah İstanbul'da başlayacak.
cs Prezident odmítl komentovat návrh na příměří.
sv Regeringen vill skicka mer hjälp till flyktingarna.
hu A miniszterelnök nem támogatja a csatlakozást.
ro Președintele a spus că nu va semna documentul.
fi Hallitus päätti lähettää lisää apua rajalle.
be Мы хочам жыць у вольнай краіне і гаварыць праўду.
bg Правителството отказа да изпрати войници на границата.
bg Това решение беше взето вчера в София.
sr Влада је јуче одлучила да пошаље помоћ избеглицама.
el Η κυβέρνηση δεν θα στείλει στρατιώτες.
ka ჩვენ გვინდა მშვიდობა და თავისუფლება.
he אנחנו רוצים שלום ולא מלחמה.
zh 双方同意下周继续会谈。
"""
# What is foreign stands between braces; the rest is English.
MIXED = """
The minister said: {«Ми не віддамо ні метра»}. It was a brilliant answer.
He shouted {«Уходите домой»} and then walked out of the hall.
{Ми вдячні за підтримку.} We are grateful for the support.
We are grateful for the support. {Ми вдячні за підтримку.}
{Мы готовы к диалогу.} We are ready for a dialogue with them.
The sign read {"Кто не с нами, тот против нас"} in large letters.
She told reporters {“Wir werden niemals aufgeben und weiter kämpfen”} before she left.
{Wir haben heute lange miteinander gesprochen.} It was a good talk and they were honest.
The talks were good. {Die Gespräche waren gut, aber es gibt noch keine Lösung.}
They agreed on a truce. {Nous avons trouvé un accord pour la paix.} That is all we know.
The president wrote {«Nous ne céderons jamais à la menace»} on his page.
It was a bad day for the city. {El presidente dijo que no hay alternativa.}
{La guerra debe terminar para que las familias puedan volver.} That is what the mayor said.
The prime minister said {"Nie oddamy ani guzika, bo to jest nasza ziemia"} to the crowd.
{Rosja musi zapłacić za wszystkie zniszczenia wojenne.} He said it in Warsaw.
The Kremlin said that it was ready. {В Кремле заявили, что готовы.}
{Слава Україні! Героям слава!} With these words she ended the speech.
His answer was short: {«Нет, спасибо»}, and the reporters were stunned.
This is what they promised. {Це те, що вони обіцяли.} They lied.
The slogan {“Не забудемо, не пробачимо”} was on every wall of the town.
The Turkish side said {"Barış için her zaman hazırız ve bekliyoruz"} after the meeting.
The deal is dead. {双方没有达成协议。} The war goes on.
The envoy left at noon. {المفاوضات انتهت دون اتفاق.} There will be no statement.
{Vogliamo una pace giusta e duratura per tutti i popoli.} That was the message of the Pope.
There is hope for the families. {Надежда есть у всех семей.}
"""
WHOLLY_ENGLISH = [
    "The paper Der Spiegel wrote that Ursula von der Leyen was angry.",
    "Zelensky wrote «Перемога» and posted a photo of the flag.",
    "He called it a fait accompli, and the others called it a coup d'état.",
    "The Rada (Верховна Рада) passed the law in the evening.",
    "“We are ready,” he said. “We have always been ready.”",
]


def test_no_text_of_the_corpus_is_refused():
    statements = load_statements()
    texts = [text for name in ("quote", "text") for text in statements[name].dropna()]
    assert [text for text in texts if not is_english(text)] == []
    assert [text for text in texts if english_parts(text) != [(0, len(text))]] == []


@pytest.mark.parametrize(
    "text",
    [
        "Wir wollen einen gerechten Frieden für die Ukraine.",
        "Das war eine gute Nachricht für uns alle",
        "Nous voulons une paix juste et durable pour l'Ukraine.",
        "Il faut plus de pression sur Moscou",
        "El presidente dijo que no hay alternativa a las negociaciones",
        "Queremos una paz justa y duradera para Ucrania.",
        "Rosja jest gotowa do rozmów z całym światem",
        "Ukrayna için adil ve kalıcı bir barış istiyoruz.",
        "We willen een rechtvaardige vrede voor Oekraïne",
        "Vogliamo una pace giusta e duratura per l'Ucraina",
        "Мы готовы к переговорам",
        "Ми хочемо миру",
        "мир",
        "نحن نريد السلام",
        "我们希望和平",
        "Путин said да, мы готовы и ждем ответа",
    ],
)
def test_other_languages_are_refused(text):
    assert not is_english(text)
    assert language_of(text) not in ("en", "", UNNAMED)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "123",
        "😀",
        "serious progress",
        "Volodymyr Zelensky",
        "Steve Witkoff, Jared Kushner, Marco Rubio",
        "Donald Trump, Vladimir Putin, Emmanuel Macron, Friedrich Merz",
        "Kyiv, Moscow, Washington, Istanbul, Abu Dhabi, Jeddah",
        'Zelensky said "Слава Україні" and thanked the troops for everything',
        "“Nein” means no",
        "Security guarantees, reconstruction funds, frozen assets",
    ],
)
def test_english_names_and_what_is_too_short_to_tell_pass(text):
    assert is_english(text)


def test_running_english_never_loads_the_identifier(monkeypatch):
    monkeypatch.setattr(language, "identifier", None)  # calling it would fail
    text = "We are ready to talk to them about the end of the war."
    assert is_english(text)
    assert language_of(text) == "en"
    assert english_parts(text) == [(0, len(text))]


def test_scripts_without_a_known_language_are_refused_unnamed():
    assert language_of("ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ") == UNNAMED


def test_long_texts_take_bounded_time():
    is_english("Wir wollen einen gerechten Frieden für die Ukraine.")  # loads the identifier
    start = time.perf_counter()
    for text in ("я " * 50_000, "peace " * 20_000, "x" * 100_000, "Frieden für " * 9_000):
        is_english(text)
    assert time.perf_counter() - start < 1
    assert not is_english("я " * 50_000)


def lines(data):
    return data.strip().splitlines()


@pytest.mark.parametrize(
    ("expected", "sentences"), [("uk", lines(UKRAINIAN)), ("ru", lines(RUSSIAN))]
)
def test_ukrainian_and_russian_are_told_apart(expected, sentences):
    assert len(sentences) >= 55
    wrong = [(text, language_of(text)) for text in sentences if language_of(text) != expected]
    assert len(wrong) <= 0.02 * len(sentences), wrong


def test_other_languages_are_named():
    pairs = [line.split(" ", 1) for line in lines(OTHERS)]
    assert len(pairs) == 30
    wrong = [(text, language_of(text)) for code, text in pairs if language_of(text) != code]
    assert len(wrong) <= 2, wrong


def test_the_hard_sign_tells_bulgarian_from_russian():
    assert language_of("Премиерът обяви нови мерки") == "bg"
    assert language_of("Он объявил о съезде партии") == "ru"


def unmarked(marked):
    """The text without its braces, and what of it is English."""
    return marked.translate({123: None, 125: None}), re.sub(r"\{[^}]*\}", "", marked)


def letters(text):
    return re.sub(r"[\W_]+", "", text)


def test_mixed_texts_are_read_on_their_english_part():
    wrong = []
    for line in lines(MIXED):
        text, english = unmarked(line)
        found = "".join(text[start:end] for start, end in english_parts(text))
        if letters(found) != letters(english):
            wrong.append((text, found))
    assert len(wrong) <= 1, wrong


@pytest.mark.parametrize("text", WHOLLY_ENGLISH)
def test_foreign_names_and_single_words_split_nothing(text):
    assert english_parts(text) == [(0, len(text))]


@pytest.mark.parametrize(
    "text", ["Мы готовы.", "Ми готові до переговорів.", "双方同意下周继续会谈。"]
)
def test_wholly_foreign_texts_have_no_english_part(text):
    assert english_parts(text) == []


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from([*'«»“”„"‘’.!?\n ', "\ud800", "We are here. ", "Ми готові. ", "und ", "é"])
        | st.text(max_size=9)
    ).map("".join)
)
def test_parts_are_in_order_and_inside_any_text(text):
    parts = english_parts(text)
    edges = [edge for part in parts for edge in part]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= len(text) for start, end in parts) or parts == [(0, len(text))]
    assert isinstance(language_of(text), str)


def test_parts_of_long_texts_take_time_that_grows_with_their_length():
    english_parts("Wir wollen einen gerechten Frieden für die Ukraine.")  # loads the identifier
    start = time.perf_counter()
    for text in ('« “ „ " ‘ ' * 50_000, "Мы готовы. " * 50_000, "We said «да». " * 20_000):
        english_parts(text)
    assert time.perf_counter() - start < 3
